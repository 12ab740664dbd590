/**
 * Texts that try to do something to the terminal which shows them: as log messages, tenant names or error texts they must come out
 * harmless, and under `--json` unchanged.
 */
export const terminalAttacks: readonly (readonly [what: string, text: string])[] = [
  ['a null', 'a\u0000b'],
  ['a bell', 'ding\u0007'],
  ['backspaces over what stood there', 'denied\b\b\b\b\b\ballowed'],
  ['a vertical tab and a form feed', 'a\u000bb\u000cc'],
  ['a carriage return over the line', 'status 500\rstatus 200'],
  ['a carriage return and a line feed', 'one\r\ntwo'],
  ['another character set', 'a\u000eqqqq\u000fb'],
  ['a colour', '\u001b[41mred'],
  ['an extended colour', '\u001b[38;5;196mred'],
  ['concealed text', '\u001b[8mhidden\u001b[28m'],
  ['blinking text', '\u001b[5mlook\u001b[25m'],
  ['a cleared screen', '\u001b[2J\u001b[H'],
  ['a cursor moved up to forge a line', '\u001b[1A\u001b[2K✔ nothing is wrong'],
  ['a cursor asked where it is, which types an answer', '\u001b[6n'],
  ['a terminal asked what it is', '\u001b[c\u001bZ\u0005'],
  ['a hidden cursor', '\u001b[?25l'],
  ['the alternate screen', '\u001b[?1049h'],
  ['mouse reports', '\u001b[?1000h\u001b[?1006h'],
  ['bracketed paste switched off', '\u001b[?2004l'],
  ['a scroll region of one line', '\u001b[1;1r'],
  ['a full reset', '\u001bc'],
  ['a window title', '\u001b]0;owned\u0007'],
  ['a window title ended by ST', '\u001b]2;owned\u001b\\'],
  ['the title reported back, which types it', '\u001b[21t'],
  ['the clipboard written', '\u001b]52;c;cm0gLXJmIC8=\u0007'],
  [
    'a link that says another place',
    '\u001b]8;;https://evil.example\u001b\\https://console.aws.amazon.com\u001b]8;;\u001b\\',
  ],
  ['a notification', '\u001b]777;notify;aigw;paid\u0007'],
  ['a file of iTerm2', '\u001b]1337;File=name=eA==:AAAA\u0007'],
  ['a device control string', '\u001bP$q"p\u001b\\'],
  ['keys programmed', '\u001b]4;1;rgb:ff/00/00\u0007\u001b[?69h'],
  ['an application program command', '\u001b_Ga=T\u001b\\'],
  ['a privacy message', '\u001b^x\u001b\\'],
  ['a sequence that is not ended', 'half \u001b['],
  ['an escape at the end', 'half\u001b'],
  ['a C1 control sequence', '\u009b2J\u009b31mred'],
  ['a C1 operating system command', '\u009d0;owned\u009c'],
  ['a C1 device control string', '\u0090q\u009c'],
  ['a C1 next line', 'one\u0085two'],
  ['all of C1', String.fromCharCode(...Array.from({ length: 32 }, (_, index) => 0x80 + index))],
  ['a delete', 'ab\u007fc'],
  ['a right-to-left override', 'tenant-\u202etxt.exe'],
  ['a left-to-right override', '\u202dabc\u202c'],
  ['embeddings', '\u202a\u202babc\u202c'],
  ['isolates', '\u2066\u2067\u2068abc\u2069'],
  ['direction marks', 'a\u200eb\u200fc\u061cd'],
  ['characters without width', 'ac\u200bme\u200c\u200d\u2060\ufeff'],
  ['line and paragraph separators', 'one\u2028two\u2029three'],
  ['a lone high surrogate', 'a\ud800b'],
  ['a lone low surrogate', 'a\udc00b'],
  ['what invalid UTF-8 was read as', 'a\ufffd\ufffdb'],
  ['a forged line of the log', 'x\n19:00:00  200  access  everything is fine'],
  ['a forged prompt', 'x\n$ rm -rf /\u001b[8m'],
  ['a whole megabyte of escapes', '\u001b['.repeat(500)],
];

/**
 * What in an output could do something to a terminal: C0 except newline and tab, DEL, C1, bidi controls, separators and what has no width.
 * The colours that aigw itself uses do not count; those of the attacks are others.
 */
export function terminalControls(output: string): string[] {
  const shown = output.replace(ownColors, '');
  return [...new Set(shown.match(controls) ?? [])].map(
    (found) => `U+${(found.codePointAt(0) ?? 0).toString(16)}`,
  );
}

/** What chalk writes for the basic colours, bold and dim, and their ends; never together in one sequence. */
const ownColors = /\u001b\[(?:[012]|22|3[0-79]|9[0-7]|4|24|7|27)m/g;
const controls =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]/gu;
