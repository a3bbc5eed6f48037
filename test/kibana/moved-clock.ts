// The clock of this test file: time passes between two presses of the button without anybody waiting for it. Every
// server and handler in this process reads it; import it first.

const now = Date.now.bind(Date)
let aheadMs = 0
Date.now = () => now() + aheadMs

/** @param ms how much later it is at once */
export function passTime(ms: number): void {
  aheadMs += ms
}

/** What Node imports first in a process that is to have this clock as it is now. */
export function clockModule(): string {
  return `data:text/javascript,const%20now=Date.now.bind(Date);Date.now=()=>now()+${aheadMs}`
}
