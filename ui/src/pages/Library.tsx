import { Empty } from "../parts/Empty";

export default function Library() {
  return (
    <div className="page">
      <h1>Library</h1>
      <Empty title="No videos yet">Add a folder of videos to begin.</Empty>
    </div>
  );
}
