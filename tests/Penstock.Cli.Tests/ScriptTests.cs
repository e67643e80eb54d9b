using System.Diagnostics;

namespace Penstock.Cli.Tests;

/// <summary>The scripts in the root, on machines that have less than ours.</summary>
public sealed class ScriptTests
{
    private static readonly string Here = $"cd '{Repository.Root}' && ";

    [Fact]
    public async Task The_program_runs_without_a_home()
    {
        var (code, output, _) = await RunAsync($"{Here} root=$PWD && . eng/prerequisites.sh && need_home && test -w \"$HOME\" && ./penstock --version");

        code.ShouldBe(0);
        output.ShouldStartWith("0.");
    }

    [Fact]
    public async Task A_home_that_does_not_exist_is_replaced()
    {
        var (code, output, _) = await RunAsync($"{Here} HOME=/nonexistent root=$PWD && . eng/prerequisites.sh && need_home && echo $HOME");

        code.ShouldBe(0);
        Directory.Exists(output.Trim()).ShouldBeTrue(output);
    }

    [Fact]
    public async Task Who_does_not_own_the_checkout_builds_nothing_and_is_told()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root can give a folder to somebody else.");
        using var folder = new TemporaryFolder();
        var checkout = $"{Here} cp -r --parents penstock test eng global.json Directory.*.props '{folder.Path}' && cd '{folder.Path}' && mkdir -p src bench tests && chown -R nobody .";

        var (code, _, error) = await RunAsync($"{checkout} && ./penstock --version");
        code.ShouldBe(3);
        error.ShouldBe("penstock: it is not built yet, and only nobody, who owns this checkout, can build it here: let them run ./penstock once, or use a clone of your own.\n");

        (code, _, error) = await RunAsync($"cd '{folder.Path}' && ./test");
        code.ShouldBe(3);
        error.ShouldBe("test: the tests are not built yet, and only nobody, who owns this checkout, can build them here: let them run ./test once, or use a clone of your own.\n");
        Directory.Exists(Path.Combine(folder.Path, "src/Penstock.Cli")).ShouldBeFalse();
    }

    // With nothing in the environment but the path.
    private static async Task<(int Code, string Output, string Error)> RunAsync(string commands)
    {
        var start = new ProcessStartInfo("bash", ["-c", $"set -euo pipefail; {commands}"]) 
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var path = Environment.GetEnvironmentVariable("PATH");
        start.Environment.Clear();
        start.Environment["PATH"] = path;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }
}
