
namespace DurableTeams.Testing.Telemetry;

/// <summary>A span as it came to the collector.</summary>
public sealed record ExportedSpan
{
    public required string TraceId { get; init; }

    public required string SpanId { get; init; }

    /// <summary>Empty for a root.</summary>
    public required string Parent { get; init; }

    public required string Name { get; init; }

    public required DateTimeOffset Start { get; init; }

    public required DateTimeOffset End { get; init; }

    /// <summary>0 unset, 1 ok, 2 error.</summary>
    public required int Status { get; init; }

    public required IReadOnlyDictionary<string, string> Attributes { get; init; }

    public required IReadOnlyDictionary<string, string> Resource { get; init; }

    public string? this[string attribute] => Attributes.GetValueOrDefault(attribute);

    public long Tokens => long.Parse(this["gen_ai.usage.input_tokens"]!) + long.Parse(this["gen_ai.usage.output_tokens"]!);

    /// <summary>The spans of an <c>ExportTraceServiceRequest</c>.</summary>
    public static IEnumerable<ExportedSpan> Read(byte[] request)
    {
        foreach (var resourceSpans in Protobuf.Read(request))
        {
            var parts = Protobuf.Read(resourceSpans.Bytes);
            var resource = Pairs(parts.Where(part => part.Number == 1).SelectMany(part => Protobuf.Read(part.Bytes)), 1);
            foreach (var span in parts.Where(part => part.Number == 2).SelectMany(scope => Protobuf.Read(scope.Bytes))
                .Where(field => field.Number == 2))
                yield return Span(Protobuf.Read(span.Bytes), resource);
        }
    }

    public override string ToString() =>
        $"{Name} {SpanId} in {TraceId} "
            + $"below {Parent} {Start:HH:mm:ss.fff}..{End:HH:mm:ss.fff} {Status} "
                + $"{string.Join(' ', Attributes.Select(pair => $"{pair.Key}={pair.Value}"))}";

    private static ExportedSpan Span(List<Protobuf.Field> fields, Dictionary<string, string> resource)
    {
        var status = fields.Where(field => field.Number == 15).SelectMany(field => Protobuf.Read(field.Bytes))
            .FirstOrDefault(field => field.Number == 3);
        return new ExportedSpan
        {
            TraceId = Find(1).Hex,
            SpanId = Find(2).Hex,
            Parent = Find(4).Hex,
            Name = Find(5).Text,
            Start = Time(Find(7).Value),
            End = Time(Find(8).Value),
            Status = (int)status.Value,
            Attributes = Pairs(fields, 9),
            Resource = resource,
        };

        Protobuf.Field Find(int number) => fields.FirstOrDefault(field => field.Number == number);
    }

    private static DateTimeOffset Time(ulong nanoseconds) => DateTimeOffset.UnixEpoch.AddTicks((long)(nanoseconds / 100));

    private static Dictionary<string, string> Pairs(IEnumerable<Protobuf.Field> fields, int number) => fields
        .Where(field => field.Number == number)
        .Select(field => Protobuf.Read(field.Bytes))
        .ToDictionary(pair => pair.Find(field => field.Number == 1).Text, pair => Value(
            pair.Find(field => field.Number == 2).Bytes), StringComparer.Ordinal);

    private static string Value(ReadOnlyMemory<byte> value)
    {
        var field = Protobuf.Read(value).FirstOrDefault();
        return field.Number switch
        {
            1 => field.Text,
            2 => field.Value != 0 ? "true" : "false",
            3 => ((long)field.Value).ToString(System.Globalization.CultureInfo.InvariantCulture),
            4 => BitConverter.UInt64BitsToDouble(field.Value).ToString(System.Globalization.CultureInfo.InvariantCulture),
            5 => string.Join(',', Protobuf.Read(field.Bytes).Select(item => Value(item.Bytes))),
            _ => "",
        };
    }
}
