using System.Collections;

namespace Penstock.Cli;

/// <summary>What a command has from its surroundings: streams, variables, folder, clock, and the wish to stop.</summary>
internal sealed class Session : IDisposable
{
    private readonly Interrupts? interrupts;

    public Session(Interrupts? interrupts = null) => this.interrupts = interrupts;

    public required TextWriter Output { get; init; }

    public required TextWriter Error { get; init; }

    public TextReader Input { get; init; } = TextReader.Null;

    /// <summary>The bytes of <see cref="Input"/>, for a command that takes them as they are.</summary>
    public Func<Stream> OpenInput { get; init; } = () => Stream.Null;

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    public string Folder { get; init; } = Directory.GetCurrentDirectory();

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>A person looks at the output, so it may move.</summary>
    public bool IsLive { get; init; }

    /// <summary>A person can be asked, and answers on <see cref="Input"/>.</summary>
    public bool CanAsk { get; init; }

    /// <summary>Cancelled by the first SIGINT or SIGTERM.</summary>
    public CancellationToken Stopping => interrupts?.Stopping ?? CancellationToken.None;

    public static Session OfProcess()
    {
        var environment = System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "", StringComparer.Ordinal);
        var live = !Console.IsOutputRedirected && environment.GetValueOrDefault("TERM") is not (null or "" or "dumb");
        return new Session(new Interrupts(live))
        {
            Output = Console.Out,
            Error = Console.Error,
            Input = Console.In,
            OpenInput = Console.OpenStandardInput,
            Environment = environment,
            IsLive = live,
            CanAsk = !Console.IsInputRedirected && !Console.IsErrorRedirected,
        };
    }

    public void Dispose() => interrupts?.Dispose();
}
