import { Empty } from "../parts/Empty";

export default function LibraryMap() {
  return (
    <div className="page">
      <h1>Map</h1>
      <Empty title="Nothing to map yet">Add videos first.</Empty>
    </div>
  );
}
