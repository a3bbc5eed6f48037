// The clock of this test file: time passes between two presses of the button without anybody waiting for it. Every
// server and handler in this process reads it; import it first.

const now = Date.now.bind(Date)
let aheadMs = 0
Date.now = () => now() + aheadMs

/** @param ms how much later it is at once */
export function passTime(ms: number): void {
  aheadMs += ms
}
