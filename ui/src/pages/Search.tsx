import { Empty } from "../parts/Empty";

export default function Search() {
  return (
    <div className="page">
      <h1>Search</h1>
      <Empty title="Search for what you mean">Describe a shot in words.</Empty>
    </div>
  );
}
