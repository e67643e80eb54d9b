using System.Diagnostics;
using System.Globalization;

namespace Penstock.Cli.Tests;

public sealed class DlqInterruptTests
{
    [Fact]
    public async Task Interrupted_a_replay_says_how_to_go_on_and_loses_nothing()
    {
        await using var letters = await LetterFolder.CreateAsync(200);
        using var program = Process.Start(new ProcessStartInfo(
            "dotnet", [typeof(Session).Assembly.Location, "dlq", "replay", "--all", "--yes", "--rate", "20", "--db", letters.Folder.Url])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        while (await letters.CountAsync("SELECT count(*) FROM penstock_messages") == 0 && !program.HasExited)
            await Task.Yield();
        using (var interrupt = Process.Start("kill", ["-INT", program.Id.ToString(CultureInfo.InvariantCulture)]))
            await interrupt.WaitForExitAsync(TestContext.Current.CancellationToken);
        var error = await program.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await program.WaitForExitAsync(TestContext.Current.CancellationToken);
        error.ShouldBe($"penstock: replay 1 is paused, and loses nothing: 'dlq replay --resume 1' goes on, '--cancel 1' ends it.{Environment.NewLine}");
        program.ExitCode.ShouldBe(130);

        var back = await letters.CountAsync("SELECT count(*) FROM penstock_messages");
        (await letters.CountAsync("SELECT count(*) FROM penstock_dead_letters WHERE state = 'parked'")).ShouldBe(200 - back);
        (await letters.RunAsync("dlq list --json --limit 1000")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe((int)(200 - back));
        // The rate stays with the replay; the test need not wait for it.
        await letters.CountAsync("UPDATE penstock_replays SET rate = NULL RETURNING id");
        (await letters.RunAsync("dlq replay --resume 1")).Output.ShouldContain("is done: 200 of 200 letters are back");
        (await letters.CountAsync("SELECT count(DISTINCT body) FROM penstock_messages")).ShouldBe(200);
    }
}
