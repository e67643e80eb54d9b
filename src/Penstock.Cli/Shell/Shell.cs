using System.CommandLine;
using System.Data.Common;
using Penstock.Hosting;
using Penstock.Relational;

namespace Penstock.Cli;

/// <summary>Runs one command line. Whatever goes wrong is one sentence on the error stream.</summary>
internal static class Shell
{
    public const int Failed = 1;
    public const int Refused = 2;
    private const int Interrupted = 130;

    // A name to hash may begin with @, which must not be taken for a file of arguments.
    private static readonly ParserConfiguration Parser = new() { ResponseFileTokenReplacer = null };

    /// <returns>The exit code: 0 done, 1 failed at work, 2 bad input, 130 interrupted.</returns>
    public static async Task<int> RunAsync(RootCommand root, IReadOnlyList<string> args, Session session)
    {
        var parsed = root.Parse(args.Count == 0 ? ["--help"] : args, Parser);
        if (BadInput.In(parsed) is { } sentence)
            return Tell(session, sentence, Refused);

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = session.Output,
                Error = session.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (Exception error) when (error is SettingException or SchemaException)
        {
            return Tell(session, error.Message, Refused);
        }
        catch (OperationCanceledException) when (session.Stopping.IsCancellationRequested)
        {
            return Interrupted;
        }
        catch (Exception error) when (error is CommandException or DbException or IOException or UnauthorizedAccessException or SourceUnavailableException)
        {
            return Tell(session, Secrets.Mask(error.Message), Failed);
        }
    }

    private static int Tell(Session session, string message, int code)
    {
        session.Error.WriteLine("penstock: " + message.ReplaceLineEndings(" "));
        return code;
    }
}
