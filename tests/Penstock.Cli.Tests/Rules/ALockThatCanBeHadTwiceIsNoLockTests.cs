namespace Penstock.Cli.Tests;

public sealed class ALockThatCanBeHadTwiceIsNoLockTests
{
    private static readonly Dictionary<string, string> NoLocks = new(StringComparer.Ordinal) { ["DOTNET_SYSTEM_IO_DISABLEFILELOCKING"] = "1" };

    // Locks of another kind would do as well as a refusal.
    [ExpectedToFail("no-file-locks")]
    public async Task Where_files_can_t_be_locked_the_start_is_refused()
    {
        using var folder = new TemporaryFolder();
        await SlowMarker.FillAsync(folder);
        await using var one = SlowMarker.Start(folder, NoLocks);
        await using var other = SlowMarker.Start(folder, NoLocks);
        RunningProgram[] both = [one, other];
        await Within.SecondsAsync(60, () => Task.FromResult(
            both.Any(marker => marker.HasExited) || both.All(marker => marker.Said.Contains(" marked, ", StringComparison.Ordinal))));

        var refused = both.Where(marker => marker.HasExited).ToList();
        var nodes = await SlowMarker.CountAsync(folder.Url, "SELECT count(DISTINCT substr(des_name, 23, 2)) FROM des_source_catalog WHERE des_name IS NOT NULL");
        (refused.Count > 0 || nodes == 2).ShouldBeTrue($"two markers of {nodes} node are at work");
        refused.ShouldAllBe(marker => marker.Said.Contains("lock", StringComparison.OrdinalIgnoreCase));
    }
}
