import { Empty } from "../parts/Empty";

export default function Versions() {
  return (
    <div className="page">
      <h1>Versions</h1>
      <Empty title="No versions yet">Every build makes a version.</Empty>
    </div>
  );
}
