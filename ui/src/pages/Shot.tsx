import { Empty } from "../parts/Empty";

export default function Shot() {
  return (
    <div className="page">
      <h1>Shot</h1>
      <Empty title="No shot">Open a shot from a grid.</Empty>
    </div>
  );
}
