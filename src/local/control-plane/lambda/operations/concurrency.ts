import type {
  DeleteFunctionConcurrencyRequest,
  GetAccountSettingsResponse,
  GetFunctionConcurrencyRequest,
  GetFunctionConcurrencyResponse,
  Concurrency,
  PutFunctionConcurrencyRequest,
} from '@aws-sdk/client-lambda';
import { ConstraintViolations } from '../../constraint-violations.js';
import type { FunctionRecord } from '../function-record.js';
import type { LambdaRoom } from '../lambda-room.js';
import { invalidParameter } from '../rejections.js';

/** A new account's limits (LMB/gettingstarted-limits); 100 executions always stay unreserved. */
const CONCURRENCY = 1000;
const LEAST_UNRESERVED = 100;
const CODE_STORAGE = 75 * 2 ** 30;

/** Reserved concurrency and the account's limits. */
export function concurrencyOperations(room: LambdaRoom) {
  return {
    PutFunctionConcurrency: (input: PutFunctionConcurrencyRequest) => putConcurrency(room, input),
    GetFunctionConcurrency: (input: GetFunctionConcurrencyRequest): GetFunctionConcurrencyResponse => {
      const reserved = functionOf(room, input.FunctionName).reservedConcurrency;
      return reserved === undefined ? {} : { ReservedConcurrentExecutions: reserved };
    },
    DeleteFunctionConcurrency: (input: DeleteFunctionConcurrencyRequest) => {
      room.store.put({ ...functionOf(room, input.FunctionName), reservedConcurrency: undefined });
      return {};
    },
    GetAccountSettings: () => accountSettings(room),
  };
}

function putConcurrency(room: LambdaRoom, input: PutFunctionConcurrencyRequest): Concurrency {
  const wanted = input.ReservedConcurrentExecutions;
  new ConstraintViolations()
    .required('reservedConcurrentExecutions', wanted)
    .range('reservedConcurrentExecutions', wanted, 0)
    .throwAs();
  const record = functionOf(room, input.FunctionName);
  const others = unreserved(room) + (record.reservedConcurrency ?? 0);
  if (others - (wanted ?? 0) < LEAST_UNRESERVED) {
    throw invalidParameter(
      "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its " +
        `minimum value of [${String(LEAST_UNRESERVED)}].`,
    );
  }
  room.store.put({ ...record, reservedConcurrency: wanted });
  return { ReservedConcurrentExecutions: wanted };
}

function accountSettings(room: LambdaRoom): GetAccountSettingsResponse {
  const functions = room.store.list();
  const sizes = functions.flatMap((record) => [record.latest, ...record.published].map((v) => v.codeSize));
  return {
    AccountLimit: {
      TotalCodeSize: CODE_STORAGE,
      CodeSizeUnzipped: 262_144_000,
      CodeSizeZipped: 52_428_800,
      ConcurrentExecutions: CONCURRENCY,
      UnreservedConcurrentExecutions: unreserved(room),
    },
    AccountUsage: {
      TotalCodeSize: sizes.reduce((sum, size) => sum + size, 0),
      FunctionCount: functions.length,
    },
  };
}

function unreserved(room: LambdaRoom): number {
  return room.store.list().reduce((left, record) => left - (record.reservedConcurrency ?? 0), CONCURRENCY);
}

function functionOf(room: LambdaRoom, functionName: string | undefined): FunctionRecord {
  return room.store.get(room.store.parse(functionName).name);
}
