using Penstock.Bench;
using Penstock.Hosting;

namespace Penstock.Cli;

/// <summary>Some benchmarks, alone or against another checkout. Rows are shown as each benchmark ends.</summary>
internal static class BenchRun
{
    public static async Task RunAsync(IReadOnlyList<string> benches, BenchAsked asked, Session session)
    {
        if (asked.Against is { } folder)
        {
            using var theirs = await OtherCheckout.BuildAsync(folder, asked.Url, asked.Quick, session.Error, session.Stopping);
            await CompareAsync(benches, asked, BenchProcess.Ours(asked.Url, asked.Quick, session.Error), theirs.Program, session);
            return;
        }

        var failures = new List<string>();
        foreach (var bench in benches)
            await MeasureAsync(bench, benches.Count, asked, failures, session);
        if (failures.Count > 0)
            throw new CommandException(string.Join(' ', failures));
    }

    /// <exception cref="CommandException">A row is worse than theirs, or a benchmark fails here.</exception>
    public static async Task CompareAsync(
        IReadOnlyList<string> benches, BenchAsked asked, IBenchProgram ours, IBenchProgram theirs, Session session)
    {
        var all = new List<ComparedRow>();
        var match = new BenchMatch(ours, theirs, new BenchTimes(session.Time, asked.Quick), session.Error);
        if (!asked.Json)
            session.Output.WriteLine(ComparedText.Titles);
        await match.RunAsync(benches, asked.Rounds, Show, session.Stopping);
        var worse = all.Where(row => row.IsWorse(asked.Least)).Select(row => $"{row.Bench}: {row.What} ({ComparedText.Ratio(row.Ratio)})").ToList();
        if (worse.Count > 0)
            throw new CommandException(string.Join(' ', match.Failures.Append($"Worse than theirs: {string.Join("; ", worse)}.")));
        if (match.OursFailed || all.TrueForAll(row => row.Ratio is null))
            throw new CommandException(string.Join(' ', match.Failures.DefaultIfEmpty("Nothing could be compared: the two have no row in common.")));

        void Show(IReadOnlyList<ComparedRow> rows)
        {
            all.AddRange(rows);
            foreach (var row in rows)
                session.Output.WriteLine(asked.Json ? ComparedText.Json(row, asked.Least) : ComparedText.Line(row, asked.Least));
            session.Output.Flush();
        }
    }

    private static async Task MeasureAsync(string bench, int of, BenchAsked asked, List<string> failures, Session session)
    {
        try
        {
            var rows = await Benchmarks.RunAsync(bench, asked.Url, asked.Quick, session.Error, session.Stopping);
            session.Output.WriteLine(asked.Json ? string.Join('\n', rows.Select(BenchText.Json)) : BenchText.Table(rows));
        }
        catch (FormatException error)
        {
            throw new SettingException($"--db is no address to measure on: {error.Message}.");
        }
        catch (InvalidOperationException error) when (of == 1)
        {
            throw new CommandException(error.Message, error);
        }
        catch (Exception error) when (of > 1 && error is not OperationCanceledException)
        {
            // One of several must not take the others with it.
            failures.Add($"{bench} fails: {error.Message.TrimEnd('.')}.");
            await session.Error.WriteLineAsync(failures[^1]);
        }
    }
}
