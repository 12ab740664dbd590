// Property-based tests draw from one seed, so that a run can be repeated and CI decides the same way twice.
// `AIGW_TEST_SEED=random` explores; fast-check prints the seed of whatever fails.
import fc from 'fast-check';

const asked = process.env.AIGW_TEST_SEED ?? '20261120';
const seed = asked === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(asked);
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });
