using System.Reflection;
using DurableTeams.Functions.Maintenance;
using DurableTeams.Services.Decisions;
using Microsoft.Azure.Functions.Worker;

namespace DurableTeams.Deployment.Tests.Maintenance;

public sealed class TimerTests
{
    [Fact]
    public void Triggers_Schedules_AreTheDocumentedOnes()
    {
        var schedules = typeof(MaintenanceTriggers).GetMethods().Where(method => method.IsDefined(typeof(FunctionAttribute)))
            .ToDictionary(
                method => method.GetCustomAttribute<FunctionAttribute>()!.Name,
                method => method.GetParameters()[0].GetCustomAttribute<TimerTriggerAttribute>()!);

        Assert.Equal(["DeleteOldSessions", "FindStuckRuns", "Redeliver"], schedules.Keys.Order(StringComparer.Ordinal));
        Assert.Equal($"*/{OutboxRelay.Interval.TotalSeconds} * * * * *", schedules["Redeliver"].Schedule);
        Assert.Equal("0 5 * * * *", schedules["FindStuckRuns"].Schedule);
        Assert.Equal("0 20 3 * * *", schedules["DeleteOldSessions"].Schedule);
        Assert.DoesNotContain(schedules.Values, trigger => trigger.RunOnStartup);
    }
}
