import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import { api, got } from "../../api/api";
import { Button } from "../../parts/Button";
import { Dialog } from "../../parts/Dialog";
import { ErrorNote } from "../../parts/ErrorNote";
import { Field, TextArea } from "../../parts/Field";
import { labelPath } from "./paths";

/** Make a label: what it asks, and what to search for first. */
export function NewLabel({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient();
  const [, go] = useLocation();
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const [guidelines, setGuidelines] = useState("");
  const [query, setQuery] = useState("");
  const create = useMutation({
    mutationFn: () =>
      got(
        api.POST("/api/v1/labels", {
          body: {
            name: name.trim(),
            description,
            guidelines,
            queries: query.trim() ? [query.trim()] : [],
            rule: "newest",
          },
        }),
      ),
    onSuccess: (made) => {
      queries.invalidateQueries({ queryKey: ["labels"] });
      queries.invalidateQueries({ queryKey: ["workspace"] });
      go(labelPath(made.name, "search"));
    },
  });
  return (
    <Dialog
      title="New label"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            type="submit"
            form="new-label"
            disabled={!name.trim() || create.isPending}
          >
            Create and search
          </Button>
        </>
      }
    >
      <form
        id="new-label"
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim()) create.mutate();
        }}
      >
        <Field
          label="Name"
          help="Short and lasting, such as car-at-night"
          autoFocus
          required
          maxLength={100}
          value={name}
          onText={setName}
        />
        <Field
          label="The question"
          help="Such as: does the shot show a car at night?"
          value={description}
          onText={setDescription}
        />
        <Field
          label="First query"
          help="What to search for, in words. More can follow."
          placeholder="a car at night"
          value={query}
          onText={setQuery}
        />
        <TextArea
          label="Guidelines"
          help="What counts, what does not, and what to do with the cases between"
          value={guidelines}
          onText={setGuidelines}
        />
        {create.error && <ErrorNote what="No label was made" error={create.error} />}
      </form>
    </Dialog>
  );
}
