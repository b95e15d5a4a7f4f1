namespace Microsoft.Azure.Functions.Worker;

/// <summary>From the same source as <see cref="TimerTriggerAttribute"/>.</summary>
public class TimerInfo
{
    public bool IsPastDue { get; set; }
}
