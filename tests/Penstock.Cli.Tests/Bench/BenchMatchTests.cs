using Penstock.Bench;

namespace Penstock.Cli.Tests;

public sealed class BenchMatchTests : IDisposable
{
    private readonly List<string> turns = [];
    private readonly StringWriter output = new();
    private readonly StringWriter error = new();

    public void Dispose()
    {
        output.Dispose();
        error.Dispose();
    }

    [Fact]
    public async Task Both_take_turns_and_who_begins_changes()
    {
        await CompareAsync(["loop", "marker"], Of("ours", 100), Of("theirs", 100), rounds: 2);
        turns.ShouldBe(["ours loop", "theirs loop", "theirs loop", "ours loop", "theirs marker", "ours marker", "ours marker", "theirs marker"]);
        error.ToString().ShouldContain("marker: theirs, round 1 of 2; about");
    }

    [Fact]
    public async Task Row_below_the_least_ratio_is_the_exit_code_and_one_line()
    {
        var worse = await Should.ThrowAsync<CommandException>(() => CompareAsync(["loop"], Of("ours", 90), Of("theirs", 100)));
        worse.Message.ShouldBe("Worse than theirs: loop: rate (0.9).");
        await CompareAsync(["loop"], Of("ours", 90), Of("theirs", 100), least: 0.9);
    }

    [Fact]
    public async Task Rows_are_shown_as_each_benchmark_ends()
    {
        using var stop = new CancellationTokenSource();
        var theirs = new Fake(bench =>
        {
            if (bench == "marker")
            {
                output.ToString().ShouldContain("rate");
                throw new OperationCanceledException();
            }

            return [new BenchRow(bench, "rate", "jobs/s", 100)];
        });
        await Should.ThrowAsync<OperationCanceledException>(() => CompareAsync(["loop", "marker"], Of("ours", 100), theirs));
        output.ToString().ShouldContain("loop");
    }

    [Fact]
    public async Task Benchmark_that_fails_there_is_said_and_the_others_go_on()
    {
        var theirs = new Fake(bench => bench == "kafka" ? throw new CommandException("librdkafka is missing.") : [new BenchRow(bench, "rate", "jobs/s", 100)]);
        await CompareAsync(["kafka", "loop"], Of("ours", 100), theirs, json: true);
        error.ToString().ShouldContain("kafka fails there: librdkafka is missing.");
        output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe(
        [
            """{"bench":"kafka","what":"rate","unit":"jobs/s","ours":100,"theirs":null,"ratio":null,"least":null,"most":null,"by_limit":null,"is_count":false,"verdict":"only ours"}""",
            """{"bench":"loop","what":"rate","unit":"jobs/s","ours":100,"theirs":100,"ratio":1,"least":1,"most":1,"by_limit":null,"is_count":false,"verdict":"fine"}""",
        ]);
    }

    [Fact]
    public async Task Benchmark_that_fails_here_is_the_exit_code_after_all_have_run()
    {
        var ours = new Fake(bench => bench == "loop" ? throw new CommandException("no room left") : [new BenchRow(bench, "rate", "jobs/s", 100)]);
        var failed = await Should.ThrowAsync<CommandException>(() => CompareAsync(["loop", "marker"], ours, Of("theirs", 100)));
        failed.Message.ShouldBe("loop fails here: no room left.");
        output.ToString().ShouldContain("marker");
    }

    [Fact]
    public async Task Nothing_to_compare_is_a_failure()
    {
        var theirs = new Fake(bench => [new BenchRow(bench, "another", "jobs/s", 1)]);
        (await Should.ThrowAsync<CommandException>(() => CompareAsync(["loop"], Of("ours", 1), theirs))).Message.ShouldContain("no row in common");
    }

    [Theory]
    [InlineData(null, "loop,marker,queue,digest,outbox,router,kafka")]
    [InlineData("queue, loop", "loop,queue")]
    [InlineData("letters", "letters")]
    public void All_is_every_benchmark_and_the_letters_once(string? only, string chosen) =>
        string.Join(',', BenchAllCommand.Chosen(only)).ShouldBe(chosen);

    [Fact]
    public async Task Unknown_benchmark_or_checkout_is_refused_in_one_sentence()
    {
        using var folder = new TemporaryFolder();
        (await CommandLine.RunAsync(folder, "bench", "all", "--only", "lop"))
            .ShouldRefuse("--only is 'lop': of loop, marker, queue, letters, digest, outbox, router, kafka, some with commas are allowed.");
        (await CommandLine.RunAsync(folder, "bench", "loop", "--against", "nowhere"))
            .ShouldRefuse($"--against is '{folder.Path}/nowhere': there is no such folder; the folder of another checkout is allowed.");
        (await CommandLine.RunAsync(folder, "bench", "all", "--against", "."))
            .ShouldRefuse($"--against is '{folder.Path}': that is no checkout of this repository, since it has no ./penstock and no bench/.");
    }

    [Fact]
    public async Task Checkout_that_does_not_build_is_one_sentence_and_exit_code_1()
    {
        using var folder = Checkout("echo 'some warning' >&2; echo 'penstock: the build failed, see above.' >&2; exit 3");
        var run = await CommandLine.RunAsync(folder, "bench", "loop", "--against", ".");
        run.Code.ShouldBe(1);
        run.Error.ShouldEndWith($"penstock: The program of {folder.Path} can't be built: the build failed, see above.{Environment.NewLine}");
    }

    [Fact]
    public async Task Another_program_is_heard_line_by_line()
    {
        using var folder = Checkout("""[ "$3" = --help ] || echo '{"bench":"loop","what":"rate","unit":"jobs/s","ours":5}'""");
        using var other = await OtherCheckout.BuildAsync(folder.Path, null, quick: false, error, CancellationToken.None);
        (await other.Program.RunAsync("loop", CancellationToken.None)).ShouldBe([new BenchRow("loop", "rate", "jobs/s", 5)]);
    }

    [Fact]
    public async Task A_program_that_knows_no_quick_look_is_shortened_in_a_copy()
    {
        using var folder = Checkout("""[ "$3" = --help ] || echo '{"bench":"loop","what":"'$(sed 's/.*= //;s/;//' $(dirname $0)/bench/Rounds.cs) $#'","unit":"jobs/s","ours":5}'""");
        var rounds = Path.Combine(folder.Path, "bench", "Rounds.cs");
        await File.WriteAllTextAsync(rounds, "public const int Count = 5;", TestContext.Current.CancellationToken);
        using (var other = await OtherCheckout.BuildAsync(folder.Path, null, quick: true, error, CancellationToken.None))
            (await other.Program.RunAsync("loop", CancellationToken.None)).ShouldHaveSingleItem().What.ShouldBe("1 3");
        (await File.ReadAllTextAsync(rounds, TestContext.Current.CancellationToken)).ShouldBe("public const int Count = 5;");
    }

    [Fact]
    public async Task A_program_that_knows_the_quick_look_is_asked_for_it()
    {
        using var folder = Checkout("""[ "$3" = --help ] && echo '  --quick' || echo '{"bench":"loop","what":"'$4'","unit":"jobs/s","ours":5}'""");
        using var other = await OtherCheckout.BuildAsync(folder.Path, null, quick: true, error, CancellationToken.None);
        (await other.Program.RunAsync("loop", CancellationToken.None)).ShouldHaveSingleItem().What.ShouldBe("--quick");
    }

    private static TemporaryFolder Checkout(string script)
    {
        var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "bench"));
        var path = Path.Combine(folder.Path, "penstock");
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return folder;
    }

    private async Task CompareAsync(
        IReadOnlyList<string> benches, IBenchProgram ours, IBenchProgram theirs, int rounds = 1, double least = 0.95, bool json = false)
    {
        using var session = new Session { Output = output, Error = error, Environment = new Dictionary<string, string>() };
        await BenchRun.CompareAsync(benches, new BenchAsked(null, json, false, null, rounds, least), ours, theirs, session);
    }

    private Fake Of(string name, double rate) => new(bench =>
    {
        turns.Add($"{name} {bench}");
        return [new BenchRow(bench, "rate", "jobs/s", rate)];
    });

    private sealed class Fake(Func<string, IReadOnlyList<BenchRow>> run) : IBenchProgram
    {
        public Task<IReadOnlyList<BenchRow>> RunAsync(string bench, CancellationToken stopping) => Task.Run(() => run(bench), stopping);
    }
}
