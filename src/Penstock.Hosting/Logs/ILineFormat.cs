namespace Penstock.Hosting;

internal interface ILineFormat
{
    /// <summary>One line in UTF-8, with its end.</summary>
    byte[] Write(in LogRecord record);
}
