using DurableTeams.Json;
using DurableTeams.Outbound;

namespace DurableTeams.Tools.Mcp;

/// <summary>
/// A stream of events as it comes, bounded: an event that is too long is ended where it is, one with a call's result so that the
/// result can be read as far as it came; then, and after too many bytes in all, nothing follows. The MCP SDK parses what is left;
/// the framework's SseParser could not stand here, as it holds an event whole, however long that is.
/// </summary>
internal sealed class McpEventStream(Stream inner, McpExchange? exchange, bool cuts, string? id)
    : ReadingStream(inner)
{
    private const int Slack = 64 * 1024;

    private JsonTruncator _cut = new();
    private byte[] _end = [];
    private int _ended;
    private long _total;
    private long _event;
    private int _field;
    private bool _lineStart = true;
    private bool _isData;
    private bool _over;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_over)
        {
            var rest = _end.AsMemory(_ended, Math.Min(buffer.Length, _end.Length - _ended));
            rest.CopyTo(buffer);
            _ended += rest.Length;
            return rest.Length;
        }

        var read = await Inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < read; i++)
        {
            Pass(buffer.Span[i]);
            if (_total > McpLimits.StreamBytes) End([]);
            else if (_event > McpLimits.AnswerBytes) EndEvent();
            if (_over) return i + 1;
        }

        return read;
    }

    private void Pass(byte b)
    {
        _total++;
        _event++;
        if (b is (byte)'\n' or (byte)'\r')
        {
            // An empty line ends the event; of CR LF the second is none of its own.
            if (_lineStart && !_isData) (_event, _cut) = (0, new JsonTruncator());
            (_lineStart, _isData, _field) = (true, false, 0);
            return;
        }

        _lineStart = false;
        if (_isData)
        {
            _cut.Pass(b);
            return;
        }

        if (_field < 0) return;
        _field = b == "data:"u8[_field] ? _field + 1 : -1;
        if (_field == 5) _isData = true;
    }

    private void EndEvent()
    {
        if (exchange is not null) exchange.TooLong = true;
        if (!cuts || _event > McpLimits.AnswerBytes + Slack) End([]);
        else if (_isData && _cut.CanEnd) End([.. _cut.End(McpLimits.AnswerBytes, id), (byte)'\n', (byte)'\n']);
    }

    private void End(byte[] end) => (_over, _end) = (true, end);
}
