using System.Diagnostics;
using System.Globalization;

namespace Penstock.EndToEnd.Tests;

/// <summary>A worker in a process of its own. It says what it reaches, line by line, and that is what tests wait for.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    public const int KilledExitCode = 128 + 9;

    // Only a test that fails waits that long.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly Transcript said = new();
    private readonly Task following;

    private WorkerProcess(Process process)
    {
        this.process = process;
        following = Task.WhenAll(FollowAsync(process.StandardOutput, "> "), FollowAsync(process.StandardError, "log: "));
        _ = following.ContinueWith(_ => said.End(), TaskScheduler.Default);
    }

    public bool HasExited => process.HasExited;

    /// <summary>Starts the test worker; returns when it says that it works.</summary>
    public static async Task<WorkerProcess> StartAsync(string url, params string[] faults)
    {
        var worker = Launch(url, faults);
        await worker.SaysAsync("started");
        return worker;
    }

    /// <summary>The same without a wait: it may die before it says anything.</summary>
    public static WorkerProcess Launch(string url, params string[] faults) =>
        Launch("Penstock.TestWorker", ["--Url", url, .. faults], new Dictionary<string, string>());

    /// <summary>A program that the tests bring along, with variables beside this process's own.</summary>
    public static WorkerProcess Launch(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> variables)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, program), arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        return new WorkerProcess(Process.Start(start)!);
    }

    /// <summary>Waits for the next line that starts so, and returns what follows in it. Lines before it are passed over.</summary>
    public async Task<string> SaysAsync(string beginning)
    {
        var line = await said.NextAsync(l => l.StartsWith("> " + beginning, StringComparison.Ordinal), beginning, Limit);
        return line[(2 + beginning.Length)..].Trim();
    }

    /// <summary>Waits for the next log line that contains the text.</summary>
    public Task LogsAsync(string text) => said.NextAsync(
        line => line.StartsWith("log: ", StringComparison.Ordinal) && line.Contains(text, StringComparison.Ordinal), text, Limit);

    /// <summary>What was said until now is not waited for any more.</summary>
    public void FromNowOn() => said.FromNowOn();

    /// <summary>Waits until the numbers behind a word add up to that.</summary>
    public async Task CountsAsync(string word, int sum)
    {
        while (Counted(word) < sum)
            await SaysAsync(word + " ");
    }

    /// <summary>The sum of the numbers behind a word so far.</summary>
    public int Counted(string word) => Lines(word + " ").Sum(n => int.Parse(n, CultureInfo.InvariantCulture));

    public IReadOnlyList<string> Lines(string beginning) => said.All("> " + beginning);

    public IReadOnlyList<string> LogLines() => said.All("log: ");

    public async Task WriteLineAsync(string line)
    {
        await process.StandardInput.WriteLineAsync(line);
        await process.StandardInput.FlushAsync();
    }

    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits for the end and returns the exit code; 137 after SIGKILL.</summary>
    public async Task<int> ExitAsync()
    {
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            await following;
            return process.ExitCode;
        }
        catch (OperationCanceledException late)
        {
            throw new TimeoutException($"The worker did not end within {Limit.TotalSeconds} s. It said:\n{said}", late);
        }
    }

    /// <summary>The orderly stop of an operator.</summary>
    public async Task<int> StopAsync()
    {
        await SignalAsync("TERM");
        return await ExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            process.Kill();
        await process.WaitForExitAsync();
        await following;
        process.Dispose();
    }

    private async Task FollowAsync(StreamReader lines, string mark)
    {
        while (await lines.ReadLineAsync() is { } line)
            said.Add(mark + line);
    }
}
