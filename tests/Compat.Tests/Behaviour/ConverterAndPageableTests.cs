using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;

namespace DurableTeams.Compat.Tests.Behaviour;

public sealed class ConverterAndPageableTests
{
    private readonly DataConverter _json = JsonDataConverter.Default;

    [Fact]
    public void Deserialize_WhatSerializeWrote_IsTheSame()
    {
        var point = new Point { X = 3, Label = "ö" };
        var back = _json.Deserialize<Point>(_json.Serialize(point));
        Assert.Equal((3, "ö"), (back!.X, back.Label));
        Assert.Equal(7, _json.Deserialize("7", typeof(int)));
    }

    [Fact]
    public void NoValue_EitherWay_IsNoText()
    {
        Assert.Null(_json.Serialize(null));
        Assert.Null(_json.Deserialize<string>(null));
        Assert.Null(_json.Deserialize<int?>(null));
        Assert.Throws<NullReferenceException>(() => _json.Deserialize<int>(null)); // as officially
    }

    [Fact]
    public void ReadOutputAs_FetchedWithoutOutputs_Throws()
    {
        var bare = new OrchestrationMetadata("team", "id") { SerializedOutput = "5" };
        Assert.Throws<InvalidOperationException>(() => bare.ReadOutputAs<int>());
        var full = new OrchestrationMetadata("team", "id") { SerializedOutput = "5", DataConverter = _json };
        Assert.Equal(5, full.ReadOutputAs<int>());
        Assert.Null(full.ReadInputAs<string>());
    }

    [Theory]
    [InlineData(OrchestrationRuntimeStatus.Running, true, false)]
    [InlineData(OrchestrationRuntimeStatus.Pending, false, false)]
    [InlineData(OrchestrationRuntimeStatus.Suspended, false, false)]
    [InlineData(OrchestrationRuntimeStatus.Completed, false, true)]
    [InlineData(OrchestrationRuntimeStatus.Failed, false, true)]
    [InlineData(OrchestrationRuntimeStatus.Terminated, false, true)]
    public void Metadata_Status_TellsRunningAndCompleted(OrchestrationRuntimeStatus status, bool running, bool completed)
    {
        var metadata = new OrchestrationMetadata("team", "id") { RuntimeStatus = status };
        Assert.Equal((running, completed), (metadata.IsRunning, metadata.IsCompleted));
    }

    [Fact]
    public void ToString_LongInput_IsCut()
    {
        var metadata = new OrchestrationMetadata("team", "id") { SerializedInput = new string('x', 60) };
        Assert.Contains($"Input: '{new string('x', 50)}...'", metadata.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pageable_SeveralPages_YieldsEveryValueInOrder()
    {
        var values = new List<int>();
        await foreach (var value in Numbers()) values.Add(value);
        Assert.Equal([0, 1, 2, 3, 4], values);
    }

    [Fact]
    public async Task AsPages_WithTokenAndSize_StartsThere()
    {
        var pages = new List<Page<int>>();
        await foreach (var page in Numbers().AsPages("2", 3)) pages.Add(page);
        Assert.Equal([2, 3, 4], Assert.Single(pages).Values);
        Assert.Null(pages[0].ContinuationToken);
    }

    private static AsyncPageable<int> Numbers() => Pageable.Create<int>((token, size, _) =>
    {
        var start = token is null ? 0 : int.Parse(token, null);
        var end = Math.Min(5, start + (size ?? 2));
        return Task.FromResult(new Page<int>([.. Enumerable.Range(start, end - start)], end < 5 ? $"{end}" : null));
    });

    public sealed class Point
    {
        public int X; // a field: the converter includes them

        public string? Label { get; set; }
    }
}
