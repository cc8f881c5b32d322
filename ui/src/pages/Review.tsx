import { Empty } from "../parts/Empty";

export default function Review() {
  return (
    <div className="page">
      <h1>Review</h1>
      <Empty title="Nothing judged yet">What you judge is gathered here.</Empty>
    </div>
  );
}
