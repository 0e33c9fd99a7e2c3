/** The nurse's desk: one page, one Desk, drawn into #desk. */
import { render } from 'preact';
import { Desk } from './desk';
import './desk.css';
import { App } from './views/app';

const desk = new Desk();
render(<App desk={desk} />, document.getElementById('desk')!);
void desk.begin();
