using System.Globalization;
using Penstock.Dev;

namespace Penstock.Cli.Tests;

public sealed class EmailWorkerTests
{
    private const int Emails = 3_000;
    private const int DoneBeforeTheKill = 200;

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task A_worker_of_15_lines_that_is_killed_in_the_middle_does_all_its_work(string kind)
    {
        await using var postgres = kind == "sqlite" ? null : await ThrowawayPostgres.CreateAsync(ThrowawayPostgres.Fleeting);
        using var folder = new TemporaryFolder();
        var url = postgres?.Url ?? folder.Url;
        (await CommandLine.RunAsync(folder, "db", "migrate", "--db", url)).Code.ShouldBe(0);
        await SendAsync(folder, url, Enumerable.Range(0, Emails).Select(i => $$"""{"to":"{{i}}@example.org","subject":"{{i}}"}"""));
        var outbox = Directory.CreateDirectory(Path.Combine(folder.Path, "outbox")).FullName;

        await using (var killed = RunningProgram.StartSample("EmailWorker", folder, url))
        {
            await ManyFilesAsync(outbox);
            await killed.KillAsync();
        }

        Directory.GetFiles(outbox).Length.ShouldBeLessThan(Emails);
        await using var next = RunningProgram.StartSample("EmailWorker", folder, url);
        await Until.TrueAsync("the queue is empty", async () => await LeftAsync(folder, url) == "");

        // In order, since thousands without one are compared each with each.
        Directory.GetFiles(outbox).Select(File.ReadAllText).Order(StringComparer.Ordinal).ShouldBe(
            Enumerable.Range(0, Emails).Select(i => string.Create(CultureInfo.InvariantCulture, $"To: {i}@example.org\nSubject: {i}\n")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Its_program_has_at_most_15_lines() =>
        File.ReadLines(Path.Combine(Repository.Root, "samples/EmailWorker/Program.cs")).Count().ShouldBeLessThanOrEqualTo(15);

    private static async Task SendAsync(TemporaryFolder folder, string url, IEnumerable<string> emails) =>
        (await CommandLine.RunAsync(folder, new() { ["PENSTOCK_DB"] = url }, ["queue", "send", "emails", "-", "--lines"], string.Join('\n', emails)))
            .Code.ShouldBe(0);

    private static async Task<string> LeftAsync(TemporaryFolder folder, string url) =>
        (await CommandLine.RunAsync(folder, "queue", "list", "--json", "--db", url)).Output;

    private static async Task ManyFilesAsync(string outbox)
    {
        var many = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var created = 0;
        using var watcher = new FileSystemWatcher(outbox);
        watcher.Created += (_, _) =>
        {
            if (Interlocked.Increment(ref created) == DoneBeforeTheKill)
                many.TrySetResult();
        };
        watcher.EnableRaisingEvents = true;
        if (Directory.GetFiles(outbox).Length >= DoneBeforeTheKill)
            many.TrySetResult();
        await many.Task.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);
    }
}
