// Pictures of materials: kept in this browser's IndexedDB, never in the service point, never sent.

const DATABASE = "poscond-portal-materials";
const STORE = "files";

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(DATABASE, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE);
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error ?? new Error("IndexedDB"));
  });
}

async function transact<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open();
  try {
    return await new Promise<T>((resolve, reject) => {
      const asked = act(database.transaction(STORE, mode).objectStore(STORE));
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error ?? new Error("IndexedDB"));
    });
  } finally {
    database.close();
  }
}

export const keepFile = (material: string, file: File): Promise<IDBValidKey> =>
  transact("readwrite", (store) => store.put(file, material));

export const dropFile = (material: string): Promise<undefined> =>
  transact("readwrite", (store) => store.delete(material));

export const dropAllFiles = (): Promise<undefined> => transact("readwrite", (store) => store.clear());

export async function fileOf(material: string): Promise<File | null> {
  const found: unknown = await transact<unknown>("readonly", (store) => store.get(material));
  return found instanceof File ? found : null;
}
