using System.Diagnostics;
using Penstock.Postgres;
using Penstock.Relational;

namespace Penstock.Bench;

/// <summary>A worker, in a process of its own, that takes a batch and never lets go of it.</summary>
public static class QueueHolder
{
    /// <summary>The name under which the program that runs benchmarks starts it again.</summary>
    public const string CommandName = "hold-queue";

    private const string Holds = "holds";

    /// <summary>Says so on the standard output when it has its batch. Ends when it is killed, or with its input.</summary>
    public static async Task RunAsync(string url, TextReader input, TextWriter output, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await using var store = new PostgresStore(StoreUrl.Parse(url), TimeProvider.System);
        var run = new QueueRun(store, TimeProvider.System) { Handle = (_, giveUp) => HoldAsync(output, giveUp) };
        var running = run.RunAsync(new Tally(int.MaxValue, TimeProvider.System), stop.Token);
        await input.ReadToEndAsync(cancellation);
        await stop.CancelAsync();
        await running;
    }

    /// <summary>Starts one, and returns when it holds its batch.</summary>
    internal static async Task<Process> StartAsync(string url, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [.. Program(), "bench", CommandName, "--db", url])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadLineAsync(cancellation);
        return said == Holds ? process : throw new InvalidOperationException($"The benchmark is broken: the worker to be killed said '{said}'.");
    }

    // By dotnet NAME.dll, or as a program of its own.
    private static IEnumerable<string> Program() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [Environment.GetCommandLineArgs()[0]] : [];

    private static async ValueTask HoldAsync(TextWriter output, CancellationToken giveUp)
    {
        await output.WriteLineAsync(Holds);
        await output.FlushAsync(giveUp);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, giveUp);
    }
}
