namespace DurableTeams.EndToEnd.Tests.Kills.Modes;

/// <summary>A run whose host died left the same as one whose host did not, and asked nothing again that was recorded.</summary>
internal static class ModeAudit
{
    /// <summary>The same view, the same stories, nothing asked in other words or again.</summary>
    public static void Same(ModeTrace undisturbed, ModeTrace killed)
    {
        Assert.Equal(undisturbed.Events, killed.Events);
        SameButEvents(undisturbed, killed);
    }

    /// <summary>The same but for the events: those of a run that failed on the way are its own.</summary>
    public static void SameButEvents(ModeTrace undisturbed, ModeTrace killed)
    {
        Assert.True(
            undisturbed.View == killed.View,
                $"{killed.Run} shows{Environment.NewLine}{killed.View}{Environment.NewLine}instead "
                    + $"of{Environment.NewLine}{undisturbed.View}");
        var strange = killed.Positions.Except(undisturbed.Positions).Concat(undisturbed.Positions.Except(killed.Positions))
            .ToList();
        Assert.True(
            strange.Count == 0,
                $"{killed.Run} asked other things than an undisturbed run, or not all of "
                    + $"its: {string.Join(Environment.NewLine, strange)}");
        NothingTwice(killed);
        foreach (var crash in killed.Run.Crashes) NothingRecordedAgain(killed, crash);
        Keys(killed);
    }

    /// <summary>Nothing is asked twice, but for what failed or died with the process.</summary>
    private static void NothingTwice(ModeTrace trace)
    {
        foreach (var position in trace.Asked.GroupBy(one => one.Position))
        {
            Assert.True(
                position.Count() <= 1 + trace.Run.Crashes.Count + (trace.Run.FailsAt == position.Key ? 1 : 0),
                $"{trace.Run} asked {position.Count()} times: {position.Key}");
        }
    }

    private static void NothingRecordedAgain(ModeTrace trace, Recorded crash)
    {
        Assert.Subset(trace.Asked.Select(one => one.By).ToHashSet(), crash.Answers.Keys.ToHashSet());
        var later = trace.Asked.Where(one => one.Number > crash.RequestsBefore).ToList();
        foreach (var agent in trace.Asked.Where(one => one.Key is null).GroupBy(one => one.By))
        {
            // An agent's turns come one after the other, so what is recorded of it is what it asked first.
            var recorded = agent.Select(one => one.Position).Distinct().Take(crash.Answers.GetValueOrDefault(agent.Key))
                .ToHashSet();
            Assert.DoesNotContain(later, one => one.By == agent.Key && recorded.Contains(one.Position));
        }

        Assert.DoesNotContain(later, one => one.Key is not null && crash.ToolKeys.Contains(one.Key));
    }

    /// <summary>
    /// A call has one key however often it arrived, made of its member run and its id, and no two calls share one.
    /// </summary>
    private static void Keys(ModeTrace trace)
    {
        var calls = trace.Asked.Where(one => one.Key is not null).GroupBy(one => one.Position).ToList();
        Assert.NotEmpty(calls);
        Assert.All(calls, call => Assert.Single(call.Select(one => one.Key).Distinct()));
        Assert.Equal(calls.Count, calls.Select(call => call.First().Key).Distinct().Count());
        Assert.All(calls, call => Assert.StartsWith(trace.Run.RunId + ".", call.First().Key, StringComparison.Ordinal));
    }
}
