import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { api, asBody, got } from "../../api/api";

/** Pictures that were brought while the page lives, to show them in their chips. */
const brought = new Map<string, Blob>();

export function pictureOf(id: string): Blob | undefined {
  return brought.get(id);
}

/** Bring pictures to search by; `onBrought` gets their ids. */
export function usePictures(onBrought: (ids: string[]) => void) {
  const bring = useMutation({
    mutationFn: async (files: readonly File[]) => {
      const ids: string[] = [];
      for (const file of files) {
        const { id } = await got(api.POST("/api/v1/pictures", asBody(file)));
        brought.set(id, file);
        ids.push(id);
      }
      return ids;
    },
    onSuccess: onBrought,
  });
  const { mutate } = bring;
  usePaste(mutate);
  return bring;
}

/** Pictures pasted anywhere on the page. Pasted text is left to its field. */
function usePaste(onFiles: (files: File[]) => void): void {
  const take = useRef(onFiles);
  useEffect(() => {
    take.current = onFiles;
  });
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      const files = picturesOf(event.clipboardData?.files ?? []);
      if (files.length === 0) return;
      event.preventDefault();
      take.current(files);
    };
    window.addEventListener("paste", onPaste);
    return () => window.removeEventListener("paste", onPaste);
  }, []);
}

/** The pictures among some files. */
export function picturesOf(files: Iterable<File>): File[] {
  return [...files].filter((file) => file.type.startsWith("image/"));
}
