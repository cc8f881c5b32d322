import { Empty } from "../parts/Empty";

export default function Labels() {
  return (
    <div className="page">
      <h1>Labels</h1>
      <Empty title="No labels yet">A label is a yes or no question about a shot.</Empty>
    </div>
  );
}
