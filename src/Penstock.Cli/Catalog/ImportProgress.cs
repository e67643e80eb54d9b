using Penstock.Workers.Marker;
using Spectre.Console;

namespace Penstock.Cli;

/// <summary>How an import goes, for a person who looks on. What is passed over is told on the error stream in any case.</summary>
internal sealed class ImportProgress(Action<string> passedOver, Action<ImportCount> went) : IImportWatch
{
    public static Task<ImportCount> ShowAsync(Session session, Func<IImportWatch, Task<ImportCount>> import)
    {
        var console = Screen.Of(session);
        return session.IsLive
            ? console.Progress().AutoClear(true).Columns(new SpinnerColumn(), new TaskDescriptionColumn(), new ProgressBarColumn())
                .StartAsync(progress => RunAsync(console, progress, import))
            : import(new ImportProgress(session.Error.WriteLine, _ => { }));
    }

    public void Went(ImportCount sofar) => went(sofar);

    public void PassedOver(string path, string why) => passedOver($"penstock: passed over {path}: {why}");

    private static Task<ImportCount> RunAsync(
        IAnsiConsole console, ProgressContext progress, Func<IImportWatch, Task<ImportCount>> import)
    {
        // How many there are is known only at the end.
        var bar = progress.AddTask("looking for files").IsIndeterminate();
        return import(new ImportProgress(
            line => console.WriteLine(line), count => bar.Description = $"{count.Files:N0} files, {count.Added:N0} added"));
    }
}
