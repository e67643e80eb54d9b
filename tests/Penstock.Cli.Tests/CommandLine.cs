using System.Text;

namespace Penstock.Cli.Tests;

/// <summary>A command line as it was run, in this process, in a folder of its own.</summary>
internal sealed record CommandLine(int Code, string Output, string Error)
{
    public static async Task<CommandLine> RunAsync(TemporaryFolder folder, params string[] args) => await RunAsync(folder, [], args);

    /// <param name="input">What is typed or piped in.</param>
    /// <param name="canAsk">Whether somebody sits there.</param>
    public static async Task<CommandLine> RunAsync(
        TemporaryFolder folder, Dictionary<string, string> environment, string[] args, string input = "", bool canAsk = false)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var session = new Session
        {
            Output = output,
            Error = error,
            Input = new StringReader(input),
            OpenInput = () => new MemoryStream(Encoding.UTF8.GetBytes(input)),
            CanAsk = canAsk,
            Environment = environment,
            Folder = folder.Path,
        };
        var code = await Shell.RunAsync(PenstockCommand.Create(session), args, session);
        return new(code, output.ToString(), error.ToString());
    }

    /// <summary>One sentence, exit code 2, and nothing else.</summary>
    public void ShouldRefuse(string sentence)
    {
        Error.ShouldBe($"penstock: {sentence}{Environment.NewLine}");
        Output.ShouldBeEmpty();
        Code.ShouldBe(2);
    }
}
