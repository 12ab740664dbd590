import { APIGateway, type UsagePlan } from '@aws-sdk/client-api-gateway';
import { expect, it } from '@jest/globals';
import { describeOnEachControlPlane } from '../../support/control-planes.js';
import { deployedMockApi } from './mock-api.js';

describeOnEachControlPlane('Usage plans', (plane) => {
  const apigateway = (): APIGateway => new APIGateway(plane.client());
  const attachedPlan = async (name = 'gold'): Promise<{ plan: UsagePlan; apiId: string }> => {
    const { apiId } = await deployedMockApi(apigateway());
    const plan = await apigateway().createUsagePlan({ name, apiStages: [{ apiId, stage: 'v1' }] });
    return { plan, apiId };
  };

  it('given limits and a stage, when a plan is created, then it is read back as given', async () => {
    const { apiId } = await deployedMockApi(apigateway());
    const { id } = await apigateway().createUsagePlan({
      name: 'gold',
      description: 'the good one',
      apiStages: [{ apiId, stage: 'v1' }],
      throttle: { rateLimit: 2, burstLimit: 1 },
      quota: { limit: 10, period: 'DAY', offset: 0 },
    });
    expect(await apigateway().getUsagePlan({ usagePlanId: id })).toMatchObject({
      id,
      name: 'gold',
      description: 'the good one',
      apiStages: [{ apiId, stage: 'v1' }],
      throttle: { rateLimit: 2, burstLimit: 1 },
      quota: { limit: 10, period: 'DAY', offset: 0 },
    });
    expect((await apigateway().getUsagePlans({})).items?.map((plan) => plan.id)).toEqual([id]);
  });

  it('given no such plan, when it is asked for, then it is not found', async () => {
    await expect(apigateway().getUsagePlan({ usagePlanId: 'absent' })).rejects.toMatchObject({
      name: 'NotFoundException',
      message: 'Invalid Usage Plan ID specified',
    });
  });

  it('given a plan, when it is patched, then limits, names and stages follow', async () => {
    const { plan, apiId } = await attachedPlan();
    await apigateway().updateUsagePlan({
      usagePlanId: plan.id,
      patchOperations: [
        { op: 'replace', path: '/name', value: 'silver' },
        { op: 'replace', path: '/throttle/rateLimit', value: '200' },
        { op: 'replace', path: '/throttle/burstLimit', value: '100' },
        { op: 'replace', path: '/quota/limit', value: '1000' },
        { op: 'replace', path: '/quota/period', value: 'MONTH' },
        { op: 'remove', path: '/apiStages', value: `${apiId}:v1` },
      ],
    });
    const read = await apigateway().getUsagePlan({ usagePlanId: plan.id });
    expect(read).toMatchObject({
      name: 'silver',
      throttle: { rateLimit: 200, burstLimit: 100 },
      apiStages: [],
    });
    expect(read.quota?.period).toBe('MONTH');
    expect(Number(read.quota?.limit)).toBe(1000);
  });

  it('given limits, when they are removed, then they are gone', async () => {
    const { id } = await apigateway().createUsagePlan({
      name: 'gold',
      throttle: { rateLimit: 2, burstLimit: 1 },
      quota: { limit: 10, period: 'DAY' },
    });
    await apigateway().updateUsagePlan({
      usagePlanId: id,
      patchOperations: [
        { op: 'remove', path: '/quota' },
        { op: 'remove', path: '/throttle' },
      ],
    });
    const read = await apigateway().getUsagePlan({ usagePlanId: id });
    expect(read.quota).toBeUndefined();
    expect(read.throttle).toBeUndefined();
  });

  plane.itOnlyLocally(
    'takes any stage, and fails without telling on a bad value',
    'given a bad or unknown stage, when it is attached, then it is refused in AWS words and no patch is applied',
    async () => {
      const { id } = await apigateway().createUsagePlan({ name: 'gold' });
      const attach = (value: string): Promise<UsagePlan> =>
        apigateway().updateUsagePlan({
          usagePlanId: id,
          patchOperations: [
            { op: 'replace', path: '/name', value: 'changed' },
            { op: 'add', path: '/apiStages', value },
          ],
        });
      await expect(attach('nonsense')).rejects.toMatchObject({
        name: 'BadRequestException',
        message: 'Invalid API Stage specified',
      });
      await expect(attach('abc:v1')).rejects.toMatchObject({
        name: 'NotFoundException',
        message: `Invalid API Stage {api: abc, stage: v1} specified for usageplan ${id ?? ''}`,
      });
      expect((await apigateway().getUsagePlan({ usagePlanId: id })).name).toBe('gold');
    },
  );

  plane.itOnlyLocally(
    'has no limits of methods',
    'given a stage, when limits of a method are set and removed, then they come and go',
    async () => {
      const { plan, apiId } = await attachedPlan();
      const patch = (op: 'replace' | 'remove', path: string, value?: string): Promise<UsagePlan> =>
        apigateway().updateUsagePlan({ usagePlanId: plan.id, patchOperations: [{ op, path, value }] });
      const base = `/apiStages/${apiId}:v1/throttle`;
      await patch('replace', `${base}/~1model~1{id}/POST/rateLimit`, '5');
      const set = await patch('replace', `${base}/~1model~1{id}/POST/burstLimit`, '7');
      expect(set.apiStages?.[0]?.throttle).toEqual({ '/model/{id}/POST': { rateLimit: 5, burstLimit: 7 } });
      const cleared = await patch('remove', base);
      expect(cleared.apiStages?.[0]?.throttle).toBeUndefined();
    },
  );

  plane.itOnlyLocally(
    'deletes it',
    'given an attached stage, when the plan is deleted, then it is refused until the stage is detached',
    async () => {
      const { plan, apiId } = await attachedPlan();
      await expect(apigateway().deleteUsagePlan({ usagePlanId: plan.id })).rejects.toMatchObject({
        name: 'BadRequestException',
        message: `Cannot delete Usage Plan ${plan.id ?? ''} because there are API Stages associated with it`,
      });
      await apigateway().updateUsagePlan({
        usagePlanId: plan.id,
        patchOperations: [{ op: 'remove', path: '/apiStages', value: `${apiId}:v1` }],
      });
      await apigateway().deleteUsagePlan({ usagePlanId: plan.id });
      expect((await apigateway().getUsagePlans({})).items ?? []).toEqual([]);
    },
  );

  it('given a key, when it is added to a plan, then the plan lists it, secret included, until it is taken out', async () => {
    const { id: planId } = await apigateway().createUsagePlan({ name: 'gold' });
    const key = await apigateway().createApiKey({ name: 'tenant' });
    const added = await apigateway().createUsagePlanKey({
      usagePlanId: planId,
      keyId: key.id,
      keyType: 'API_KEY',
    });
    expect(added).toMatchObject({ id: key.id, type: 'API_KEY', name: 'tenant', value: key.value });
    const { items: listed } = await apigateway().getUsagePlanKeys({ usagePlanId: planId });
    expect(listed).toMatchObject([{ id: key.id, value: key.value }]);
    expect((await apigateway().getUsagePlans({ keyId: key.id })).items).toHaveLength(1);
    await apigateway().deleteUsagePlanKey({ usagePlanId: planId, keyId: key.id });
    expect((await apigateway().getUsagePlanKeys({ usagePlanId: planId })).items ?? []).toEqual([]);
  });

  it('given no such plan, when its keys are listed, then the list is empty', async () => {
    expect((await apigateway().getUsagePlanKeys({ usagePlanId: 'absent' })).items ?? []).toEqual([]);
  });

  it('given no such key, when it is added to a plan, then it is not found', async () => {
    const { id: usagePlanId } = await apigateway().createUsagePlan({ name: 'gold' });
    await expect(
      apigateway().createUsagePlanKey({ usagePlanId, keyId: 'absent', keyType: 'API_KEY' }),
    ).rejects.toMatchObject({ name: 'NotFoundException', message: 'Invalid API Key identifier specified' });
  });

  plane.itOnlyLocally(
    'lets a key be in any number of plans of a stage',
    'given a key in a plan of a stage, when it is added to another plan of it, then it is a conflict',
    async () => {
      const { plan, apiId } = await attachedPlan();
      const other = await apigateway().createUsagePlan({
        name: 'silver',
        apiStages: [{ apiId, stage: 'v1' }],
      });
      const key = await apigateway().createApiKey({ name: 'tenant' });
      await apigateway().createUsagePlanKey({ usagePlanId: plan.id, keyId: key.id, keyType: 'API_KEY' });
      await expect(
        apigateway().createUsagePlanKey({ usagePlanId: other.id, keyId: key.id, keyType: 'API_KEY' }),
      ).rejects.toMatchObject({ name: 'ConflictException' });
    },
  );
});
