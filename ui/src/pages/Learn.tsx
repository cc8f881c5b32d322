import { Empty } from "../parts/Empty";

export default function Learn() {
  return (
    <div className="page">
      <h1>Learn</h1>
      <Empty title="Nothing built yet">Judge some shots, then build.</Empty>
    </div>
  );
}
