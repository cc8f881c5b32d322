import { useEffect, useRef, useState } from "react";

/** Take files that are dropped anywhere on the page. Returns whether some are held over it. */
export function useDrop(onFiles: (files: File[]) => void): boolean {
  const [isOver, setOver] = useState(false);
  const take = useRef(onFiles);
  useEffect(() => {
    take.current = onFiles;
  });
  useEffect(() => {
    let depth = 0;
    const hold = (event: DragEvent, step: number) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      depth = Math.max(0, depth + step);
      setOver(depth > 0);
    };
    const onEnter = (event: DragEvent) => hold(event, 1);
    const onLeave = (event: DragEvent) => hold(event, -1);
    const onOver = (event: DragEvent) => hold(event, 0);
    const onDrop = async (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      take.current(await filesOf(event.dataTransfer));
    };
    const all = { dragenter: onEnter, dragleave: onLeave, dragover: onOver, drop: onDrop };
    for (const [name, listener] of Object.entries(all))
      window.addEventListener(name, listener as EventListener);
    return () => {
      for (const [name, listener] of Object.entries(all))
        window.removeEventListener(name, listener as EventListener);
    };
  }, []);
  return isOver;
}

/** What was dropped; of folders, every file inside them. */
async function filesOf(data: DataTransfer): Promise<File[]> {
  // What is dragged out of another page may be a file without an entry.
  const items = [...data.items].map((item) => [item.webkitGetAsEntry(), item.getAsFile()] as const);
  const found = await Promise.all(
    items.map(([entry, file]) => (entry ? filesIn(entry) : file ? [file] : [])),
  );
  return found.flat();
}

async function filesIn(entry: FileSystemEntry): Promise<File[]> {
  if (entry.name.startsWith(".")) return [];
  if (entry instanceof FileSystemFileEntry)
    return [await new Promise<File>((resolve, reject) => entry.file(resolve, reject))];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const inside: FileSystemEntry[] = [];
  // A reader gives some hundred entries at a time, and none at the end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) break;
    inside.push(...some);
  }
  return (await Promise.all(inside.map(filesIn))).flat();
}
