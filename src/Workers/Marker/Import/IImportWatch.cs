namespace Penstock.Workers.Marker;

/// <summary>Looks on while an import runs.</summary>
public interface IImportWatch
{
    /// <summary>Called after each batch.</summary>
    void Went(ImportCount sofar);

    /// <summary>Called for each file or folder that is not catalogued.</summary>
    void PassedOver(string path, string why);
}
