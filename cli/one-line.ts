// Text from outside as a terminal may show it.

/** Without what a terminal would obey, line ends included. */
export const oneLine = (text: string) => text.replaceAll(/\p{C}+/gu, ' ')
