/** The type without parameters, in lower case. */
export function mediaType(header: string): string {
  return (header.split(';', 1)[0] ?? '').trim().toLowerCase();
}

/** Whether a media type is among an API's `binaryMediaTypes`, which may end in `/*` (DG/api-gateway-payload-encodings). */
export function isBinaryMediaType(header: string, binaryMediaTypes: readonly string[] = []): boolean {
  const type = mediaType(header);
  return binaryMediaTypes.some((candidate) => {
    const wanted = mediaType(candidate);
    return (
      wanted === type || wanted === '*/*' || (wanted.endsWith('/*') && type.startsWith(wanted.slice(0, -1)))
    );
  });
}
