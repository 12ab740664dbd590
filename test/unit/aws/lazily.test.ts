import { describe, expect, it } from '@jest/globals';
import { lazily } from '../../../src/aws/lazily.js';

interface Greeter {
  greet(name: string): Promise<string>;
}

describe('lazily', () => {
  it('given no call, then nothing is loaded; given several, then it is loaded once', async () => {
    let loads = 0;
    const greeter = lazily<Greeter>(() => {
      loads += 1;
      return Promise.resolve({ greet: (name) => Promise.resolve(`Hello ${name}`) });
    });
    expect(loads).toBe(0);
    expect(await Promise.all([greeter.greet('a'), greeter.greet('b')])).toEqual(['Hello a', 'Hello b']);
    expect(loads).toBe(1);
  });

  it('given it is awaited by mistake, then it is not taken for a promise', async () => {
    const greeter = lazily<Greeter>(() => Promise.reject(new Error('loaded')));
    expect(await Promise.resolve(greeter)).toBe(greeter);
  });

  it('given it cannot be loaded, then the call fails with that', async () => {
    const greeter = lazily<Greeter>(() => Promise.reject(new Error('no such file')));
    await expect(greeter.greet('a')).rejects.toThrow('no such file');
  });
});
