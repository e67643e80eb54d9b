namespace Penstock.Relational.Tests;

/// <summary>Random walks: whatever is sent, claimed, handed back, retried and finished, a key stays in order and nothing is lost.</summary>
public sealed class KeyedWalkTests(PostgresServer server)
{
    private const int Steps = 120;
    private const int Few = 4;
    private const int Many = 200;
    private static readonly Reason Why = new("TestException", "The test says so.");

    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest))]
    public Task A_walk_keeps_each_key_in_order_and_ends_with_nothing_left(string kind) => WalkAsync(kind, Enumerable.Range(1, Few));

    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest)), Trait("Size", "Long")]
    public Task Very_many_walks_do_so_too(string kind) => WalkAsync(kind, Enumerable.Range(Few + 1, Many));

    // One after the other in one database, each with a process of its own.
    private async Task WalkAsync(string kind, IEnumerable<int> seeds)
    {
        await using var scene = await KeyedScene.CreateAsync(kind, server);
        foreach (var seed in seeds)
        {
            try
            {
                await WalkAsync(scene, seed);
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"The walk of seed {seed} went wrong.", error);
            }
        }
    }

    private static async Task WalkAsync(KeyedScene scene, int seed)
    {
        await using var process = new KeyedProcess(scene.Store, scene.Database.Clock);
        var walk = new Walk(scene, process, new Random(seed));
        for (var step = 0; step < Steps; step++)
            await walk.StepAsync();

        await walk.DrainAsync();

        (await scene.Database.ScalarAsync<long>("SELECT count(*) FROM penstock_messages")).ShouldBe(0);
        walk.Done.ShouldBe(walk.Sent);
    }

    private sealed class Walk(KeyedScene scene, KeyedProcess process, Random random)
    {
        private readonly Dictionary<string, int> last = [];
        private readonly List<List<QueueDelivery>> inHand = [];

        public int Sent { get; private set; }

        public int Done { get; private set; }

        public Task StepAsync() => random.Next(6) switch
        {
            0 or 1 => SendAsync(),
            2 or 3 => ClaimAsync(random.Next(1, 12)),
            4 => SettleAsync(finish: false),
            _ => WaitAsync(),
        };

        public async Task DrainAsync()
        {
            while (inHand.Count > 0)
                await SettleAsync(finish: true);
            scene.Database.Clock.Advance(TimeSpan.FromHours(1));
            await ClaimAsync(1_000);
            while (inHand.Count > 0)
            {
                await SettleAsync(finish: true);
                await ClaimAsync(1_000);
            }
        }

        private async Task SendAsync()
        {
            var texts = Enumerable.Range(0, random.Next(1, 10)).Select(_ => $"{(char)('a' + random.Next(5))}{++Sent}").ToList();
            await scene.SendAsync(texts);
        }

        private async Task ClaimAsync(int max)
        {
            var batch = await process.ClaimAsync(max);
            batch.Count.ShouldBeLessThanOrEqualTo(max);
            foreach (var delivery in batch)
                inHand.Exists(b => b.Exists(d => d.Key == delivery.Key)).ShouldBeFalse($"{delivery.Key} is in two hands");
            if (batch.Count > 0)
                inHand.Add(batch);
        }

        private Task WaitAsync()
        {
            scene.Database.Clock.Advance(TimeSpan.FromSeconds(random.Next(3)));
            return Task.CompletedTask;
        }

        private async Task SettleAsync(bool finish)
        {
            if (inHand.Count == 0)
                return;

            var batch = inHand[random.Next(inHand.Count)];
            inHand.Remove(batch);
            foreach (var key in batch.GroupBy(d => d.Key!))
                await SettleKeyAsync([.. key], finish ? key.Count() : random.Next(key.Count() + 1));
        }

        // In order, as far as it got: then one retried or handed back, and the rest behind it.
        private async Task SettleKeyAsync(List<QueueDelivery> line, int finished)
        {
            var done = line.Take(finished).ToList();
            (await process.SettleAsync(done)).ShouldBeEmpty();
            foreach (var delivery in done)
            {
                var number = int.Parse(KeyedProcess.Text(delivery)[1..], null);
                number.ShouldBeGreaterThan(last.GetValueOrDefault(delivery.Key!));
                last[delivery.Key!] = number;
            }

            Done += done.Count;
            Settlement head = random.Next(2) == 0 ? Settlement.Release.Instance : new Settlement.Retry(TimeSpan.FromSeconds(random.Next(4)), Why);
            (await process.SettleAsync(line.Skip(finished).Take(1), head)).ShouldBeEmpty();
            (await process.SettleAsync(line.Skip(finished + 1), Settlement.Release.Instance)).ShouldBeEmpty();
        }
    }
}
