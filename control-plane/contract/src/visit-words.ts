/** As a visit code is read aloud: 1234 5678 9012. In a file of its own: pages take it without the box's cryptography. */
export function groupVisitCode(code: string): string {
  return code.replace(/(\d{4})(?=\d)/g, '$1 ');
}
