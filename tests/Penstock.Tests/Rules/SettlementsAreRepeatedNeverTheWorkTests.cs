using System.Data.Common;
using Penstock.Testing;

namespace Penstock.Tests;

public sealed class SettlementsAreRepeatedNeverTheWorkTests
{
    [Fact]
    public void While_the_home_of_dead_letters_says_that_it_is_away_nobody_is_handled_again() =>
        HandleWhileTheHomeFails(new SourceUnavailableException("The home is away."));

    [ExpectedToFail("H5")]
    public void While_the_home_of_dead_letters_can_t_be_reached_nobody_is_handled_again() =>
        HandleWhileTheHomeFails(new IOException("The line broke."));

    [ExpectedToFail("H5")]
    public void While_the_home_of_dead_letters_refuses_all_nobody_is_handled_again() =>
        HandleWhileTheHomeFails(new DestinationException("There is no such table."));

    private static void HandleWhileTheHomeFails(Exception error)
    {
        string[] messages = [.. Enumerable.Range(0, 20).Select(n => $"{n:00}")];
        using var rig = new PipelineRig();
        rig.Store = new MemoryStore(rig.Clock, new MemoryStoreOptions { Can = Can.Delay | Can.CountClaims | Can.KeepKeyOrder });
        foreach (var message in messages)
            rig.Store.Add(message);
        var home = new FailingHome { Error = error };
        rig.Home = home;
        rig.Whole(
            (some, _, _) =>
            {
                if (some.Contains("10"))
                    throw new RejectedException("poison");
                rig.Ran.AddRange(some);
                return default;
            },
            async () =>
            {
                await rig.AfterAsync(60);
                home.Asked.ShouldBeGreaterThan(3);
                home.Error = null;
                await rig.AfterAsync(10);
            });

        (rig.Ran.Distinct(StringComparer.Ordinal).Count(), rig.Ran.Count).ShouldBe((19, 19), "messages handled, and how often in all");
        rig.Store.Waiting.ShouldBeEmpty();
        home.Inner.Unresolved.Select(letter => letter.Delivery.Origin).ShouldBe(["10"]);
    }

    private sealed class FailingHome : IDeadLetters
    {
        public MemoryDeadLetters Inner { get; } = new();

        public Exception? Error { get; set; }

        public int Asked { get; private set; }

        public ValueTask ParkAsync(IReadOnlyList<DeadLetter> letters, DbTransaction? transaction, CancellationToken giveUp)
        {
            Asked++;
            return Error is null ? Inner.ParkAsync(letters, transaction, giveUp) : throw Error;
        }
    }
}
