using System.Diagnostics;
using System.Globalization;

namespace Penstock.Cli.Tests;

/// <summary>A program as an operator starts it, in a folder of its own. What it says is kept, for a test that fails.</summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    private readonly Process process;
    private readonly List<string> said = [];

    private RunningProgram(Process process)
    {
        this.process = process;
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public bool HasExited => process.HasExited;

    /// <summary>All lines so far.</summary>
    public string Said
    {
        get
        {
            lock (said)
                return string.Join('\n', said);
        }
    }

    /// <summary>The <c>penstock</c> program.</summary>
    public static RunningProgram Start(TemporaryFolder folder, Dictionary<string, string> environment, params string[] args) =>
        Start("dotnet", [typeof(Session).Assembly.Location, .. args], folder, environment);

    /// <summary>The same, to outlive its terminal.</summary>
    public static RunningProgram StartUnderNohup(TemporaryFolder folder, Dictionary<string, string> environment, params string[] args) =>
        Start("nohup", ["dotnet", typeof(Session).Assembly.Location, .. args], folder, environment);

    /// <summary>One that the tests bring along.</summary>
    public static RunningProgram StartSample(string program, TemporaryFolder folder, string url) =>
        Start(Path.Combine(AppContext.BaseDirectory, program), [], folder, new Dictionary<string, string>(StringComparer.Ordinal) { ["PENSTOCK_DB"] = url });

    /// <summary>Without a warning, as a machine that loses power does.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, unless it has ended already; returns the exit code.</summary>
    public async Task<int> StopAsync()
    {
        await SignalAsync("TERM");
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode;
    }

    public async Task SignalAsync(string signal)
    {
        if (process.HasExited)
            return;
        using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await KillAsync();
        process.Dispose();
    }

    private static RunningProgram Start(string program, IEnumerable<string> args, TemporaryFolder folder, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, args)
        {
            WorkingDirectory = folder.Path,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new RunningProgram(Process.Start(start)!);
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (said)
            said.Add(line.Data ?? "");
    }
}
