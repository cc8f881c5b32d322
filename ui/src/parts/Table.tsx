import type { ReactNode } from "react";
import "./Table.css";
import { classes } from "./classes";

export interface Column<R> {
  /** What identifies the column; also given to `onSort`. */
  id: string;
  title: ReactNode;
  cell: (row: R) => ReactNode;
  /** Numbers stand to the right. */
  number?: boolean;
  sortable?: boolean;
}

interface TableProps<R> {
  /** What the table shows, for screen readers. */
  caption: string;
  columns: readonly Column<R>[];
  rows: readonly R[];
  keyOf: (row: R) => string;
  sort?: { id: string; descending: boolean };
  onSort?: (id: string) => void;
}

/** A table of some hundred rows. Longer lists belong in a grid, or in pages. */
export function Table<R>({ caption, columns, rows, keyOf, sort, onSort }: TableProps<R>) {
  return (
    <div className="table-frame">
      <table className="table">
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.id}
                scope="col"
                className={classes(column.number && "number")}
                aria-sort={sort?.id === column.id ? direction(sort.descending) : undefined}
              >
                {column.sortable && onSort ? (
                  <button type="button" className="table-sort" onClick={() => onSort(column.id)}>
                    {column.title}
                    {sort?.id === column.id && (sort.descending ? " ↓" : " ↑")}
                  </button>
                ) : (
                  column.title
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((column) => (
                <td key={column.id} className={classes(column.number && "number")}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function direction(descending: boolean): "ascending" | "descending" {
  return descending ? "descending" : "ascending";
}
