using Penstock.Workers.Marker;

namespace Penstock.Cli;

/// <summary>How an import goes. How many files there are is known only at the end.</summary>
internal sealed class ImportProgress(LongWork work) : IImportWatch
{
    public void Went(ImportCount sofar) => work.At($"{sofar.Files:N0} files, {sofar.Added:N0} added");

    public void PassedOver(string path, string why) => work.Say($"passed over {path}: {why}");
}
