using System.Text;
using Microsoft.Extensions.Logging;

namespace Penstock.Hosting;

/// <summary><c>HH:mm:ss level message</c>, local time, for people.</summary>
internal sealed class TextLine(bool colour) : ILineFormat
{
    public byte[] Write(in LogRecord record)
    {
        var text = new StringBuilder().Append(record.At.ToString("HH:mm:ss")).Append(' ');
        text.Append(Paint(record.Level, LevelName.Of(record.Level))).Append(' ').Append(Secrets.Mask(record.Message));
        if (record.Error is { } error)
            text.Append(": ").Append(Secrets.Mask(record.WithStackTrace ? error.ToString() : $"{error.Message} ({error.GetType().Name})"));
        return Encoding.UTF8.GetBytes(text.Append('\n').ToString());
    }

    private string Paint(LogLevel level, string name) => colour ? $"\e[{Code(level)}m{name}\e[0m" : name;

    private static int Code(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => 90,
        LogLevel.Information => 32,
        LogLevel.Warning => 33,
        _ => 31,
    };
}
