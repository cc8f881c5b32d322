import { Empty } from "../parts/Empty";

export default function ShotTable() {
  return (
    <div className="page">
      <h1>Table</h1>
      <Empty title="Nothing to show yet">Build some labels first.</Empty>
    </div>
  );
}
