export function publicPolicy(path: string): unknown;
