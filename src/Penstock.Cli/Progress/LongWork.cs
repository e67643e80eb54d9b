using Spectre.Console;

namespace Penstock.Cli;

/// <summary>How long work goes, for a person who looks on. What is said is told on the error stream in any case.</summary>
internal sealed class LongWork
{
    private readonly ProgressTask? bar;
    private readonly Action<string> say;

    private LongWork(ProgressTask? bar, Action<string> say) => (this.bar, this.say) = (bar, say);

    /// <summary>Runs it, with a bar that goes away at the end; off a terminal there is none.</summary>
    /// <param name="session">Has the output.</param>
    /// <param name="what">What is going on, until the work says more.</param>
    /// <param name="work">Tells how far it is.</param>
    public static Task<T> ShowAsync<T>(Session session, string what, Func<LongWork, Task<T>> work)
    {
        if (!session.IsLive)
            return work(new LongWork(null, session.Error.WriteLine));
        var console = Screen.Of(session);
        return console.Progress().AutoClear(true).Columns(new SpinnerColumn(), new TaskDescriptionColumn(), new ProgressBarColumn())
            .StartAsync(progress => work(new LongWork(progress.AddTask(Markup.Escape(what)).IsIndeterminate(), console.WriteLine)));
    }

    /// <summary>So far; how much there is in all is not known.</summary>
    public void At(string description) => bar?.Description = Markup.Escape(description);

    /// <summary>So far, of a known whole.</summary>
    public void At(string description, long done, long whole)
    {
        At(description);
        if (bar is null)
            return;
        bar.IsIndeterminate = false;
        (bar.MaxValue, bar.Value) = (Math.Max(whole, 1), done);
    }

    public void Say(string line) => say($"penstock: {line}");
}
