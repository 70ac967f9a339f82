/** Sources to begin a dashboard with. */

/** A number and a chart over time, of executions. */
export const FIRST = `title: My dashboard
timeWindow:
  default: P7D
  max: P365D
charts:
  - id: failed
    type: io.kestra.plugin.core.dashboard.chart.KPI
    chartOptions:
      displayName: Failed
      width: 3
    data:
      type: io.kestra.plugin.core.dashboard.data.ExecutionsKPI
      columns:
        field: ID
        agg: COUNT
      where:
        - type: IN
          field: STATE
          values: [FAILED]
  - id: executions
    type: io.kestra.plugin.core.dashboard.chart.TimeSeries
    chartOptions:
      displayName: Executions
      width: 9
      column: date
      colorByColumn: state
    data:
      type: io.kestra.plugin.core.dashboard.data.Executions
      columns:
        date:
          field: START_DATE
        state:
          field: STATE
        total:
          displayName: Executions
          agg: COUNT
          graphStyle: BARS
`

/** The source under another id, if it names one. */
export function copyOf(source: string): string {
  return source.replace(/^id:\s*["']?([\w-]+)["']?.*$/m, 'id: $1_copy')
}
