import { useEffect, useState } from "preact/hooks";
import { requiredMaterials } from "../../domain/policy";
import { dropFile, fileOf, keepFile } from "../../state/files";
import { useApp } from "../../ui/context";
import { Icon, Panel } from "../../ui/controls";
import { wordOf } from "../../i18n";
import { useChange, withMaterial } from "./business";

const MOST_BYTES = 10 * 1024 * 1024;

export function Materials() {
  const { state, t } = useApp();
  const files = requiredMaterials(state.point).filter((material) => material !== "phone");
  return (
    <Panel title={t.materials.title}>
      <p class="note">{t.materials.note}</p>
      <div class="materials">
        {files.map((material) => (
          <Material key={material} material={material} />
        ))}
      </div>
    </Panel>
  );
}

function Material({ material }: { material: string }) {
  const { state, t } = useApp();
  const change = useChange();
  const [url, setUrl] = useState<string | null>(null);
  const [isPicture, setPicture] = useState(true);
  const [error, setError] = useState<string | null>(null);
  const name = wordOf(t.words.material, material);
  const handedIn = state.point.application?.materials?.[material];

  const show = (file: File | null): void => {
    setUrl((old) => {
      if (old) URL.revokeObjectURL(old);
      return file ? URL.createObjectURL(file) : null;
    });
    setPicture(file?.type.startsWith("image/") ?? true);
  };
  useEffect(() => {
    fileOf(material).then(show, () => setError(t.materials.notKept));
    return () => show(null);
  }, [material]);

  const take = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    if (!file.type.startsWith("image/") && file.type !== "application/pdf") {
      setError(t.materials.wrongType(file.type || file.name));
      return;
    }
    if (file.size > MOST_BYTES) {
      setError(t.materials.tooLarge((file.size / 1024 / 1024).toFixed(1)));
      return;
    }
    setError(null);
    show(file);
    change((point) => withMaterial(point, material, true));
    await keepFile(material, file).catch(() => setError(t.materials.notKept));
  };

  const remove = (): void => {
    show(null);
    setError(null);
    change((point) => withMaterial(point, material, false));
    void dropFile(material).catch(() => setError(t.materials.notKept));
  };

  const id = `material-${material}`;
  return (
    <div class={`material ${handedIn ?? "missing"}`}>
      <div class="preview">
        {url && isPicture ? <img src={url} alt={t.materials.preview(name)} /> : <Icon name={handedIn ? "tick" : "up"} />}
      </div>
      <div class="material-body">
        <strong>{name}</strong>
        <p class="meta">{handedIn ? wordOf(t.words.materialState, handedIn) : t.materials.missing}</p>
        <input
          id={id}
          class="visually-hidden"
          type="file"
          aria-label={name}
          accept="image/*,application/pdf"
          aria-describedby={error ? `${id}-error` : undefined}
          aria-invalid={Boolean(error)}
          onChange={(event) => void take(event.currentTarget.files?.[0])}
        />
        <label for={id} class="button plain">
          <Icon name="up" /> {handedIn ? t.materials.replace : t.materials.choose}
        </label>
        {error && (
          <p class="error" id={`${id}-error`}>
            {error}
          </p>
        )}
        {handedIn && (
          <button type="button" class="link" onClick={remove}>
            {t.materials.remove(name)}
          </button>
        )}
      </div>
    </div>
  );
}
