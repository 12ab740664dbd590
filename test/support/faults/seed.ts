import { disturbedScenarios, type Scenario } from './scenarios.js';

/** Seed of everything that is chosen at random in the sweep: `AIGW_FAULT_SEED`, or always the same. Test names carry it. */
export const faultSeed = Number(process.env['AIGW_FAULT_SEED'] ?? 1);

/** How many fault plans are drawn at random, for all scenarios together. */
const plans = 100;

/** The scenario's share of the seeds; no two scenarios have one in common. */
export function seedsOf(scenario: Scenario): number[] {
  const all = Array.from({ length: plans }, (_, place) => faultSeed * 1_000 + place);
  return all.filter((seed) => seed % disturbedScenarios.length === disturbedScenarios.indexOf(scenario));
}
