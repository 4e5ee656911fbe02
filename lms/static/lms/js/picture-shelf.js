// Pictures that wait to be sent lie on this device until the server has them, so that they survive a reload and a tunnel.
// A browser that refuses storage keeps them in memory: the post still goes out, it only does not survive a closed tab.

const memory = new Map();

function shelf() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("lms-pictures", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("pictures");
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function deed(mode, act) {
  const database = await shelf();
  try {
    return await new Promise((resolve, reject) => {
      const request = act(database.transaction("pictures", mode).objectStore("pictures"));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  } finally {
    database.close();
  }
}

export async function lay(key, blob) {
  memory.set(key, blob);
  await deed("readwrite", (store) => store.put(blob, key)).catch(() => {});
}

export async function fetched(key) {
  return memory.get(key) ?? (await deed("readonly", (store) => store.get(key)).catch(() => undefined));
}

export async function clearAway(key) {
  memory.delete(key);
  await deed("readwrite", (store) => store.delete(key)).catch(() => {});
}
