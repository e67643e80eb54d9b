namespace Penstock.Workers.Marker;

internal enum FileKind
{
    /// <summary>A link, a socket, a FIFO, a device.</summary>
    Other,

    Regular,

    Folder,

    /// <summary>It went away since it was listed.</summary>
    Gone,
}
