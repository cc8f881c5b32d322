import { Component, type ReactNode } from "react";
import { ErrorNote } from "./ErrorNote";

/** Shows an error in place of the part of the page that failed, and lets it be tried again. */
export class ErrorBoundary extends Component<
  { children: ReactNode; onReset?: () => void },
  { error: unknown }
> {
  state = { error: null as unknown };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  render() {
    if (this.state.error === null) return this.props.children;
    return (
      <div className="page">
        <ErrorNote
          what="This page cannot be shown"
          error={this.state.error}
          onRetry={() => {
            this.props.onReset?.();
            this.setState({ error: null });
          }}
        />
      </div>
    );
  }
}
