import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Scenarios run whole programs and a browser on what may be two cores; a test that hangs is still told apart.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 20_000 } },
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'scenarios',
          include: [
            'test/{attacks,browser,federation,fuzz,store,unit/support}/**/*.test.ts',
            'test/*.test.ts',
          ],
        },
      },
      {
        extends: true,
        // What is loaded serves many files: they leave nothing behind that another could see.
        test: {
          name: 'units',
          include: ['test/unit/**/*.test.ts'],
          exclude: ['test/unit/support/**'],
          isolate: false,
        },
      },
    ],
  },
});
